"""A file as users have it: functions of the epoch, one of them with arrays."""

import numpy as np


def halve(epoch):
    return 0.1 * 0.5 ** (epoch // 10)


def fall(step):
    return 0.1 / (1 + np.floor(step / 4))


def fade(epoch, lr):
    return lr if epoch < 10 else lr / 2
