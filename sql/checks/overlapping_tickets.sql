-- warn
-- Months of the year of d that two tickets paid in full, not refunded.
select part.month, count(*) as tickets
from facts.receipt_part as part
inner join staging.night on part.month >= night.month - night.month % 12
where part.top_up = 0
group by part.person_id, part.month
having count(distinct part.ticket_number) > 1 and min(part.amount) > 0
