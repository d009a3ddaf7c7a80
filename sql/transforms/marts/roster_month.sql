-- Rosters in force at each month end, and what became of the people on them.
with listed as (
    select roster.community, roster.worker_type, roster.person_id, month.month
    from staging.roster
    cross join staging.night
    cross join lateral generate_series(roster.from_month, least(roster.to_month, night.month)) as month (month)
)

select
    listed.month,
    substr(listed.community, 1, 6) as district,
    substr(listed.community, 1, 9) as subdistrict,
    listed.community,
    coalesce(listed.worker_type, '99') as worker_type,
    count(*) as target_persons,
    sum(coalesce(standing.registered, 0)) as covered_persons,
    sum(case when standing.registered = 1 and standing.run = 0 and standing.paid_recently = 1 then 1 else 0 end)
        as effective_persons,
    sum(case when standing.registered = 1 or elsewhere_month.insured = 1 then 1 else 0 end) as anywhere_persons
from listed
left join facts.cell as standing on listed.person_id = standing.person_id and listed.month = standing.month
left join facts.elsewhere_month on listed.person_id = elsewhere_month.person_id and listed.month = elsewhere_month.month
group by listed.month, listed.community, coalesce(listed.worker_type, '99')
order by listed.month, listed.community
