"""From logged rates to the schedule that they came from."""
