"""The numbers of a run and how they are printed. What was measured, nothing left out and nothing clipped."""

from dataclasses import asdict, dataclass, field
from typing import Any

from . import imports
from .client import Load

MEMORY_TARGET = 200
CHANGE_TARGET = 10
STATISTICS_TARGET = 1000  # ms
NOISE = 0.1  # of one core, spent by others during a measurement: above it the table says so


@dataclass
class Measured:
    """All goes of one side in one case."""

    loads: list[Load] = field(default_factory=list)
    cpu: float = 0.0
    client: float = 0.0
    others: list[float] = field(default_factory=list)

    def add(self, load: Load, cpu: float, client: float, others: float) -> None:
        self.loads.append(load)
        self.cpu += cpu
        self.client += client
        self.others.append(others)

    @property
    def requests(self) -> int:
        return sum(load.requests for load in self.loads)

    @property
    def rate(self) -> float:
        return self.requests / sum(load.seconds for load in self.loads)

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / self.requests

    @property
    def client_ms(self) -> float:
        return 1000 * self.client / self.requests

    @property
    def body_bytes(self) -> float:
        return sum(load.body_bytes for load in self.loads) / self.requests

    def percentile(self, share: float) -> float:
        times = sorted(time for load in self.loads for time in load.latencies)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]

    def data(self) -> dict[str, Any]:
        return {
            "requests": self.requests,
            "requests_per_second": round(self.rate, 1),
            "requests_per_second_by_go": [round(load.requests / load.seconds, 1) for load in self.loads],
            "server_cpu_ms": round(self.cpu_ms, 4),
            "client_cpu_ms": round(self.client_ms, 4),
            "p50_ms": round(self.percentile(0.5), 2),
            "p99_ms": round(self.percentile(0.99), 2),
            "body_bytes": round(self.body_bytes),
            "cores_of_others": round(sum(self.others) / len(self.others), 3),
        }


def _word(reached: bool) -> str:
    return "reached" if reached else "MISSED"


@dataclass
class Line:
    """One case: floor and product."""

    name: str
    target: float | None
    wanted: bool  # by an issue
    floor: Measured
    product: Measured

    @property
    def by_rate(self) -> float:
        return self.product.rate / self.floor.rate

    @property
    def by_cpu(self) -> float:
        return self.floor.cpu_ms / self.product.cpu_ms

    @property
    def by_go(self) -> list[float]:
        """The ratio of each pair of neighbouring goes, for its spread."""
        pairs = zip(self.product.loads, self.floor.loads, strict=True)
        return [p.requests / p.seconds / (f.requests / f.seconds) for p, f in pairs]

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        by_rate, by_cpu = (_word(ratio >= self.target) for ratio in (self.by_rate, self.by_cpu))
        return f"{self.target:g} {by_rate}" + (f", by CPU {by_cpu}" if by_cpu != by_rate else "")


@dataclass
class Phase:
    """All cases with so many stored answers beforehand, and the servers afterwards."""

    answers: int
    lines: list[Line] = field(default_factory=list)
    stored: int = 0
    memory: float = 0.0  # MB
    memory_before: dict[str, float] = field(default_factory=dict)  # MB at the stages before the first case
    floor_stored: int = 0
    floor_memory: float = 0.0
    saves: int = 0  # drafts, each found stored in the version that was acknowledged last
    floor_saves: int = 0
    summary_queries: dict[int, int] = field(default_factory=dict)  # of the exam's summary, by its number of questions
    rebuilt: tuple[int, float, float] | None = None  # answers of a quiz; seconds to count them anew, and of work
    left_out: list[str] = field(default_factory=list)  # cases for which the bank has too few questions


HEAD = (
    "| case | floor /s | product /s | ratio /s (goes) | floor CPU ms | product CPU ms | ratio CPU "
    "| floor p50, p99 ms | product p50, p99 ms | product body | target |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|"
)


def _row(line: Line) -> str:
    floor, product = line.floor, line.product
    cells = [
        f"{line.name}{'' if line.wanted else ' *'}",
        f"{floor.rate:.0f}",
        f"{product.rate:.0f}",
        f"**{line.by_rate:.2f}** ({min(line.by_go):.2f} to {max(line.by_go):.2f})",
        f"{floor.cpu_ms:.2f}",
        f"{product.cpu_ms:.2f}",
        f"{line.by_cpu:.2f}",
        f"{floor.percentile(0.5):.1f}, {floor.percentile(0.99):.1f}",
        f"{product.percentile(0.5):.1f}, {product.percentile(0.99):.1f}",
        f"{product.body_bytes / 1000:.1f} kB",
        line.verdict,
    ]
    return f"| {' | '.join(cells)} |"


def _phase(phase: Phase) -> list[str]:
    memory = _word(phase.memory < MEMORY_TARGET)
    queries = ", ".join(f"{number} for {length} questions" for length, number in phase.summary_queries.items())
    fixed = _word(len(set(phase.summary_queries.values())) == 1)
    others = [max(line.floor.others + line.product.others) for line in phase.lines]
    parts = [
        f"### With {phase.answers:,} stored answers\n",
        HEAD,
        *map(_row, phase.lines),
        "\n\\* beside what the issues ask for. Ratio /s is product by floor, ratio CPU floor by product: "
        "more is better. The CPU time is the steadier number; where it says otherwise, the target says so.",
        f"\nMemory (PSS of all processes) after the run: product {phase.memory:.0f} MB "
        f"(target under {MEMORY_TARGET} MB: {memory}), floor {phase.floor_memory:.0f} MB. "
        f"Before: {', '.join(f'{stage} {megabytes:.0f}' for stage, megabytes in phase.memory_before.items())}.",
        f"Answers stored, as many as were acknowledged: product {phase.stored:,}, floor {phase.floor_stored:,}.",
        f"Saves acknowledged, and every place stored in its last version: product {phase.saves:,}, "
        f"floor {phase.floor_saves:,}.",
        f"Queries of the exam's summary: {queries} (target a fixed number: {fixed}).",
    ]
    parts += [_statistics(phase, line) for line in phase.lines if line.name == "statistics"]
    if phase.left_out:
        parts.append(f"Left out, as the bank has too few questions for it: {', '.join(phase.left_out)}.")
    if max(others) > NOISE:
        noisy = [f"{line.name} {cores:.2f}" for line, cores in zip(phase.lines, others, strict=True) if cores > NOISE]
        parts.append(f"Other programs worked meanwhile (cores, worst go): {', '.join(noisy)}.")
    return parts


def _statistics(phase: Phase, line: Line) -> str:
    """The statistics of a quiz with very many answers: the time of a page by itself, and of counting them all anew."""
    answers, seconds, work = phase.rebuilt or (0, 0.0, 0.0)
    alone = _word(line.product.cpu_ms < STATISTICS_TARGET)
    return (
        f"Statistics of a quiz with {answers:,} answers: {line.product.cpu_ms:.0f} ms of processor time a page "
        f"(target under {STATISTICS_TARGET / 1000:.0f} s: {alone}); counting all of them anew took {seconds:.1f} s, "
        f"{work:.1f} s of them work."
    )


def _changes(first: Phase, second: Phase) -> list[str]:
    parts = [
        f"### Change from {first.answers:,} to {second.answers:,} stored answers, measured side by side\n",
        f"| case | /s | change (goes) | CPU ms | change | within {CHANGE_TARGET} % by /s |\n|---|--:|--:|--:|--:|---|",
    ]
    for before, after in zip(first.lines, second.lines, strict=True):
        small, large = before.product, after.product
        rate = 100 * (large.rate / small.rate - 1)
        goes = [100 * (new / old - 1) for new, old in zip(after.by_go, before.by_go, strict=True)]
        cpu = 100 * (large.cpu_ms / small.cpu_ms - 1)
        within = "yes" if rate >= -CHANGE_TARGET else "NO"
        parts.append(
            f"| {before.name} | {small.rate:.0f} → {large.rate:.0f} "
            f"| {rate:+.1f} % ({min(goes):+.0f} to {max(goes):+.0f}) "
            f"| {small.cpu_ms:.2f} → {large.cpu_ms:.2f} | {cpu:+.1f} % | {within} |"
        )
    return parts


def _imports(taken: list[imports.Taken]) -> list[str]:
    return [
        f"### Import of {imports.NUMBER:,} questions\n",
        "| what | rows | plan s | apply s | in all s | CPU s | target | peak memory MB | target |\n"
        "|---|--:|--:|--:|--:|--:|---|--:|---|",
        *map(_import, taken),
        "\nEach in a process of its own, with the actions of the pages; the floor stores as many"
        " rows with as many bytes. The memory is the highest that the whole process had.",
    ]


def _import(taken: imports.Taken) -> str:
    times = [f"{value:.1f}" for value in (taken.plan, taken.apply, taken.seconds, taken.work)]
    soon, small = _word(taken.seconds < imports.SECONDS), _word(taken.memory < imports.MEGABYTES)
    cells = [taken.name, f"{taken.rows:,} of {taken.row_bytes:,} bytes", *times, f"{imports.SECONDS} {soon}"]
    cells += [f"{taken.memory:.0f}", f"{imports.MEGABYTES} {small}"]
    return f"| {' | '.join(cells)} |"


def text(facts: dict[str, str], phases: list[Phase], taken: list[imports.Taken]) -> str:
    parts = [f"{name}: {value}" for name, value in facts.items()]
    if taken:
        parts += ["", *_imports(taken)]
    for phase in phases:
        parts += ["", *_phase(phase)]
    for phase in phases[1:]:
        parts += ["", *_changes(phases[0], phase)]
    return "\n".join(parts)


def data(facts: dict[str, str], phases: list[Phase], taken: list[imports.Taken]) -> dict[str, Any]:
    return {
        "facts": facts,
        "imports": [asdict(each) for each in taken],
        "phases": [
            {
                "answers": phase.answers,
                "memory_mb": round(phase.memory, 1),
                "memory_before_mb": {stage: round(value, 1) for stage, value in phase.memory_before.items()},
                "floor_memory_mb": round(phase.floor_memory, 1),
                "stored": phase.stored,
                "floor_stored": phase.floor_stored,
                "saves": phase.saves,
                "floor_saves": phase.floor_saves,
                "summary_queries": phase.summary_queries,
                "left_out": phase.left_out,
                "statistics_rebuilt": phase.rebuilt,
                "cases": [
                    {
                        "name": line.name,
                        "target": line.target,
                        "ratio_by_rate": round(line.by_rate, 3),
                        "ratio_by_cpu": round(line.by_cpu, 3),
                        "floor": line.floor.data(),
                        "product": line.product.data(),
                    }
                    for line in phase.lines
                ],
            }
            for phase in phases
        ],
    }
