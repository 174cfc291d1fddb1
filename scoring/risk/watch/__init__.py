"""The watch over the model, for :mod:`scoring.risk.drift`: what is usual, and what departs from it."""
