-- Fate of every roster row: the last delivery of a community's month counts, each person in it once.
with placed as (
    select
        roster.delivery,
        delivery.place,
        max(delivery.place) over (partition by roster.community, roster.roster_month) as latest,
        row_number() over (
            partition by roster.delivery, roster.community, roster.roster_month, identity.person_id
            order by roster.line desc
        ) as copy
    from landed.roster
    inner join staging.delivery on roster.delivery = delivery.delivery
    inner join staging.identity on roster.identity = identity.identity
)

select
    delivery,
    case when copy > 1 then 'duplicate' when place = latest then 'loaded' else 'superseded' end as fate,
    count(*) as rows,
    0 as amount
from placed
group by 1, 2
