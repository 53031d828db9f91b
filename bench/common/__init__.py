"""What the benchmarks share: the costs of a program as the system counts them; printing and keeping."""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench" / "results"
sys.path.insert(0, str(ROOT))  # else `import menus` finds the script of that name
KIOSK = [sys.executable, "-m", "kiosk"]


def cpu_of(command, runs=7):
    """CPU seconds (user + system) of a whole program, the least of some runs after one to warm the caches."""
    figures = []
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(figures[1:])


def cpu_of_process(pid):
    """CPU seconds that a running process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    """Resident memory of a running process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def median(figures):
    return statistics.median(figures)


def report(name, rows):
    """Print rows of (what, figure, unit, goal) and keep them in bench/results/NAME.json."""
    width = max(len(what) for what, *_ in rows)
    for what, figure, unit, goal in rows:
        print(f"{what:<{width}}  {figure:>12,.3f} {unit:<6} goal {goal or '-'}")
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),  # what else the machine had to do
        "rows": [dict(zip(("what", "figure", "unit", "goal"), row, strict=True)) for row in rows],
    }
    (RESULTS / f"{name}.json").write_text(
        json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
