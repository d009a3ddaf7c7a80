-- stop
-- A person has one row a month.
select month, count(*) as rows_of_one_person
from marts.person_month
where persons = 1
group by person_id, month
having count(*) > 1
