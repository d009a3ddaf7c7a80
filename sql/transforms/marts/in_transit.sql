-- Paid, not yet in the treasury.
select
    person_id, day, month, substr(community, 1, 6) as district, substr(community, 1, 9) as subdistrict, community,
    worker_type, attribution, channel, office, kind, amount
from facts.placed_receipt
where in_transit = 1
