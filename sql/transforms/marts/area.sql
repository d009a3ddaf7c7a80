-- Areas for labels and hierarchies.
select code, name, level, parent, valid_from, valid_to, successor
from staging.area
order by code
