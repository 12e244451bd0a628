"""Colours as they are measured: contrast, differences, and what colour-blind people see of them."""

from __future__ import annotations

import numpy as np

# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6): the matrices of full severity, for linear RGB.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

# IEC 61966-2-1: linear sRGB to CIE XYZ, white D65.
_TO_XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)


def rgb(code):
    """Return red, green and blue, 0 to 255, of ``#rrggbb``."""
    return np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)], dtype=float)


def linear(colour):
    """Return linear red, green and blue, 0 to 1."""
    share = np.asarray(colour, dtype=float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast ratio of WCAG 2.2."""
    lights = [float(np.dot([0.2126, 0.7152, 0.0722], linear(colour))) for colour in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def seen_linear(colour, deficiency):
    """Return what is seen of a colour, as linear RGB; all of it where nothing is deficient."""
    plain = linear(colour)
    if deficiency is None:
        return plain
    return np.clip(np.array(DEFICIENCIES[deficiency]) @ plain, 0, 1)


def lab(light):
    """Return CIE L*, a*, b* (D65) of linear RGB."""
    ratio = (_TO_XYZ @ light) / _TO_XYZ.sum(axis=1)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other, deficiency=None):
    """Return the CIE 1976 difference of two colours, as seen with a deficiency."""
    there, here = (lab(seen_linear(colour, deficiency)) for colour in (one, other))
    return float(np.linalg.norm(there - here))
