"""Labels: whatever stands before the last = with a schedule behind it."""

import json
from xml.etree import ElementTree

import pytest
from conftest import *  # noqa: F403
