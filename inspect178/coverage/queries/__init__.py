"""What can be read of coverage? Places of a tree, the numbers of units, the lists behind them."""

from inspect178.coverage.queries.places import inside as inside
