-- Every number delivered in any feed belongs to one person.
with delivered as (
    select identity from landed.receipts
    union
    select identity from landed.assessments
    union
    select identity from landed.register
    union
    select identity from landed.assignments
    union
    select identity from landed.classifications
    union
    select identity from landed.roster
    union
    select identity from landed.elsewhere
    union
    select identity from landed.deductions
),

resolved as (
    select
        delivered.identity,
        coalesce(alias.canonical, delivered.identity) as canonical
    from delivered
    left join staging.alias on delivered.identity = alias.identity
)

select
    identity,
    canonical,
    dense_rank() over (order by canonical) as person_id
from resolved
