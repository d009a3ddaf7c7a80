-- Months due, the run of unpaid due months at each T, and what both were at T-1.
-- The run reaches back to the last paid month or the last month not registered, less the months not yet due:
-- with one frequency since then these are the months of T's own group, else they are counted one by one.
with grouped as (
    select
        presence.*,
        night.month as latest_month,
        case when presence.month < night.month then presence.month else night.due_month end as ended_month,
        presence.month - presence.month % presence.months_in_group as group_start,
        case when lag(presence.months_in_group) over history <> presence.months_in_group then presence.month end
            as frequency_changed,
        case when presence.registered = 0 then presence.month end as gap,
        case
            when presence.paid = 1
                then presence.month * 10000000000 + coalesce(cast(presence.base * 100 as bigint), 9999999999)
        end as paid_base,
        min(presence.month) over (partition by presence.person_id) as first_month
    from facts.presence
    cross join staging.night
    window history as (partition by presence.person_id order by presence.month)
),

walked as (
    select
        grouped.*,
        group_start + months_in_group - 1 as group_end,
        greatest(
            coalesce(last_paid, 0), coalesce(max(gap) over history, 0), first_month - 1
        ) as stop,
        max(frequency_changed) over history as frequency_since,
        max(paid_base) over history as last_base
    from grouped
    window history as (partition by person_id order by month)
),

mixed as (
    select
        walked.person_id,
        walked.month,
        count(*) as not_due
    from walked
    inner join walked as earlier
        on
            walked.person_id = earlier.person_id
            and walked.stop < earlier.month
            and walked.month >= earlier.month
            and walked.month - walked.month % 12 <= earlier.month
            and walked.ended_month < earlier.group_end
    where walked.registered = 1 and walked.frequency_since > greatest(walked.stop + 1, walked.month - walked.month % 12)
    group by walked.person_id, walked.month
),

counted as (
    select
        walked.*,
        case
            when walked.registered = 0 then 0
            when walked.frequency_since > greatest(walked.stop + 1, walked.month - walked.month % 12)
                then walked.month - walked.stop - coalesce(mixed.not_due, 0)
            when walked.group_end <= walked.ended_month then walked.month - walked.stop
            else greatest(walked.group_start - 1 - walked.stop, 0)
        end as run
    from walked
    left join mixed on walked.person_id = mixed.person_id and walked.month = mixed.month
)

select
    person_id,
    month,
    span_id,
    months_in_group,
    stated,
    registered,
    coalesce(lag(registered) over history, 0) as registered_before,
    coalesce(max(registered) over (
        partition by person_id order by month rows between unbounded preceding and 1 preceding
    ), 0) as registered_ever_before,
    run,
    coalesce(lag(run) over history, 0) as run_before,
    case when registered = 1 and last_paid >= month - 11 then 1 else 0 end as paid_recently,
    case
        when group_end < latest_month or (group_end = latest_month and ended_month >= latest_month) then group_end
        else latest_month + 1
    end as due_from,
    on_time_from,
    several,
    paid,
    paid_amount,
    base,
    coalesce(last_base, 0) as last_base
from counted
window history as (partition by person_id order by month)
