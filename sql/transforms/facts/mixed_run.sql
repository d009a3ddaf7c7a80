-- Where the frequency changed within a run, in the year of T, the months of it not due at T, counted one by one.
with ends as (
    select
        standing.*,
        greatest(stop + 1, standing.month - standing.month % 12) as from_month,
        case when standing.month < night.month then standing.month else night.due_month end as ended_month
    from facts.standing
    cross join staging.night
    where registered = 1 and frequency_since is not null
)

select
    ends.person_id,
    ends.month,
    count(*) as not_due
from ends
inner join facts.standing as earlier
    on ends.person_id = earlier.person_id and earlier.month between ends.from_month and ends.month
where
    ends.frequency_since > ends.from_month
    and ends.ended_month < earlier.month - earlier.month % earlier.months_in_group + earlier.months_in_group - 1
group by ends.person_id, ends.month
