"""Values of several servers over several rounds, and how they are shown."""

import statistics

BASELINE = "nginx"
RATIO = "_cpu_to_nginx_ratio"


class Comparison:

    def __init__(self, servers):
        self._servers = servers
        self._rounds = {}

    def note(self, server, figure, value):
        """One round's value; None where there is none."""
        if value is not None:
            self._rounds.setdefault((server, figure), []).append(value)

    def median(self, server, figure):
        values = self._rounds.get((server, figure))
        return statistics.median(values) if values else None

    def count(self, server, figure):
        return sum(self._rounds.get((server, figure), []))

    def _figures(self):
        names = list(dict.fromkeys(figure for _, figure in self._rounds))
        for name in [name for name in names if "_cpu_per_" in name]:
            names.insert(names.index(name) + 1, name.partition("_cpu_per_")[0] + RATIO)
        return names

    def _value(self, server, figure):
        if not figure.endswith(RATIO):
            return self.median(server, figure)
        name = next(name for _, name in self._rounds if name.startswith(figure.removesuffix(RATIO) + "_cpu_per_"))
        own, base = self.median(server, name), self.median(BASELINE, name)
        return own / base if own and base else None

    def flat(self):
        """Every median under server_figure, ratios to the baseline among them."""
        return {f"{server}_{figure}".replace("-", "_"): _rounded(value)
                for figure in self._figures() for server in self._servers
                if (value := self._value(server, figure)) is not None}

    def table(self):
        """Markdown: a row a figure, a column a server."""
        rows = [["figure", *self._servers]]
        for figure in self._figures():
            values = [self._value(server, figure) for server in self._servers]
            if any(value is not None for value in values):
                rows.append([figure.replace("-", "_"), *("" if value is None else str(_rounded(value)) for value in values)])
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["| " + " | ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                                   for i, (cell, width) in enumerate(zip(row, widths))) + " |" for row in rows]
        return [lines[0], "|" + "|".join("-" * (width + 2) if i == 0 else "-" * (width + 1) + ":"
                                         for i, width in enumerate(widths)) + "|", *lines[1:]]


def _rounded(value):
    """Three digits: no more are known."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")
