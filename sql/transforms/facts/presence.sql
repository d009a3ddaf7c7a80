-- Every person at every month end from the first trace on: was the month paid, from when is it due, was the
-- person registered.
-- A payment made for good late in month a counts for the last paid month from a on; one taken back only meanwhile.
with traces as (
    select person_id, min(from_month) as first_month from facts.span where in_force = 1 group by person_id
    union all
    select person_id, min(month) as first_month from facts.paid_month group by person_id
    union all
    select person_id, min(month) as first_month from facts.assessed_month group by person_id
),

started as (
    select person_id, min(first_month) as first_month from traces group by person_id
),

grid as (
    select
        span.person_id,
        month.month,
        started.first_month,
        span.span_id,
        coalesce(span.months_in_group, inferred_frequency.months_in_group, 1) as months_in_group,
        case when span.months_in_group is null then 0 else 1 end as stated,
        case when span.in_force = 1 and span.status in ('1', '2') then 1 else 0 end as enrolled
    from started
    inner join facts.span on started.person_id = span.person_id
    cross join staging.night
    cross join lateral generate_series(
        greatest(span.from_month, started.first_month), least(span.to_month, night.month)
    ) as month (month)
    left join facts.inferred_frequency
        on
            span.person_id = inferred_frequency.person_id
            and cast((month.month - month.month % 12) / 12 as integer) = inferred_frequency.year
    where greatest(span.from_month, started.first_month) <= least(span.to_month, night.month)
),

late as (
    select person_id, from_month as month, max(month) as paid_month
    from facts.paid_interval
    where until_month is null
    group by person_id, from_month
),

passing as (
    select paid_interval.person_id, month.month, max(paid_interval.month) as paid_month
    from facts.paid_interval
    cross join lateral generate_series(paid_interval.from_month, paid_interval.until_month - 1) as month (month)
    where paid_interval.until_month is not null
    group by paid_interval.person_id, month.month
),

marked as (
    select
        grid.*,
        paid_month.paid,
        paid_month.paid_amount,
        paid_month.base,
        coalesce(paid_month.several, 0) as several,
        case when paid_month.paid_from <= grid.month then grid.month end as on_time_from,
        late.paid_month as late_month,
        passing.paid_month as passing_month
    from grid
    left join facts.paid_month on grid.person_id = paid_month.person_id and grid.month = paid_month.month
    left join late on grid.person_id = late.person_id and grid.month = late.month
    left join passing on grid.person_id = passing.person_id and grid.month = passing.month
),

walked as (
    select
        marked.*,
        month - month % months_in_group + months_in_group - 1 as group_end,
        lag(months_in_group) over history as months_in_group_before,
        greatest(max(greatest(on_time_from, late_month)) over history, passing_month) as last_paid
    from marked
    window history as (partition by person_id order by month)
)

select
    walked.person_id,
    walked.month,
    walked.first_month,
    walked.span_id,
    walked.months_in_group,
    walked.stated,
    case when walked.months_in_group <> walked.months_in_group_before then walked.month end as frequency_changed,
    case when walked.group_end <= night.due_month then walked.group_end else night.month + 1 end as due_from,
    case
        when
            walked.enrolled = 1
            and walked.month >= person.sixteenth_month
            and (
                person.retirement_month is null
                or walked.month <= person.retirement_month
                or walked.last_paid >= walked.month - 11
            )
            and coalesce(elsewhere_month.leaves, 0) = 0
            then 1
        else 0
    end as registered,
    walked.last_paid,
    walked.on_time_from,
    walked.several,
    coalesce(walked.paid, 0) as paid,
    walked.paid_amount,
    walked.base
from walked
cross join staging.night
inner join facts.person on walked.person_id = person.person_id
left join facts.elsewhere_month on walked.person_id = elsewhere_month.person_id and walked.month = elsewhere_month.month
