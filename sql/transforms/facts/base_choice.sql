-- Where several rows of a month have a base, the one that reached the treasury last comes first.
with several as (
    select person_id, month from facts.receipt_part
    where has_base = 1
    group by person_id, month
    having count(*) > 1
)

select
    part.person_id,
    part.month,
    part.ticket_number,
    part.line,
    row_number() over (
        partition by part.person_id, part.month
        order by part.treasury_date desc, part.ticket_number desc, part.line desc
    ) as place,
    part.base
from facts.receipt_part as part
inner join several on part.person_id = several.person_id and part.month = several.month
where part.has_base = 1
