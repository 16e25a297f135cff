"""The generator of derivations with the 18 operators of Meadows, Valentino and Freitas (2023).

The checker imports nothing of it (a test holds it to that).
"""
