"""The contract as plain Python: slow, obvious, independent of the program; what the program's answers are held against.

`World(deliveries, d).ask(metrics, by=…, month=…)` reads the rows as delivered and answers from them alone.

reading, readers, rows   the text of cells and rows (section 1)
landing                  quarantine, scope, latest wins, waiting rows (section 1)
reference, people        areas, identity, state, community, worker type (sections 1 and 2)
money, duty              allocation, assessed, overdue · registered, due, run, suspended, repairable (section 2)
dimensions, metrics, definitions, plans, table    the tables of section 3
asking                   periods, groups, filters and totals (section 5)
comparisons              an earlier time, the plan, the area above, the largest groups and the rest
studies                  spells, survival, roll rates, tier migration, the statutory minimum

Where the text leaves a choice, the model reads it literally:

* A file name without a number is number 0. A non-date cell that is not required and cannot be read is empty.
* A row with a treasury date after d waits and is in no metric; in transit are rows without any treasury date.
* A ticket's current rows are those with its latest 更新时间, of these the ones of the latest file, exact copies once.
* Aliases are read from every delivered register row known on d, also from one replaced by a row of the same date;
  of two register rows of one person and date only the later delivered is in the history.
* An assignment to an unknown community lets the chain go on; an older assignment does not come back into force.
* A subdistrict found by an unknown 社区代码 or by a street is attributed to `street`; by the roster to `roster`.
* The latest receipt is the latest whatever its street says, known or not.
* registered(p, ·) inside run, repairable months and density is taken at each month's own T.
* A frequency is inferred from everything known on d in the two calendar years, for the unregistered too.
* `history_starts` hides months, it changes no figure of a later month.
* The T−1 term of a net movement carries the attributes of T−1, every other term of a flow those of T.
* A plan's or target's own row is that of the finest area asked for; targets are taken from one latest month for all.
* Repairable: the lower limit counts where nothing is assessed; one need not be registered at T itself.
* An earlier time that is partly before history starts is no comparison, except month by month.
* The area above a group is that above the finest area told apart, or filtered on where the filter is finer.
* The rest beside the largest groups is everything else asked about, also groups without any figure by which they
  are chosen, and groups there were at the earlier time only.
"""

from tests.model.asking import Answer, Figure, Group
from tests.model.comparisons import Words, World
from tests.model.rows import Delivery

__all__ = ["Answer", "Delivery", "Figure", "Group", "Words", "World"]
