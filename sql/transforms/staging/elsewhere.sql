-- Each delivery is the whole list: only the latest counts.
select
    identity.person_id,
    elsewhere.category,
    elsewhere.from_date,
    elsewhere.to_date
from landed.elsewhere
inner join staging.delivery on elsewhere.delivery = delivery.delivery
inner join staging.identity on elsewhere.identity = identity.identity
where delivery.place = (select max(latest.place) from staging.delivery as latest where latest.feed = 'elsewhere')
