-- Everything that is counted of a person and a month; months after d carry only money. Ordered by month, as
-- marts.person_month takes it over.
-- The run reaches back to the last paid month or the last month not registered, less the months not yet due:
-- with one frequency since then these are the months of T's own group, else facts.mixed_run has counted them.
with ended as (
    select
        standing.*,
        standing.month - standing.month % standing.months_in_group as group_start,
        case when standing.month < night.month then standing.month else night.due_month end as ended_month,
        greatest(standing.stop + 1, standing.month - standing.month % 12) as mixed_from,
        mixed_run.not_due,
        month_event.density_paid,
        month_event.density_due,
        month_event.repairable_months,
        month_event.repairable_amount
    from facts.standing
    cross join staging.night
    left join facts.mixed_run on standing.person_id = mixed_run.person_id and standing.month = mixed_run.month
    left join facts.month_event on standing.person_id = month_event.person_id and standing.month = month_event.month
),

counted as (
    select
        ended.*,
        case
            when registered = 0 then 0
            when frequency_since > mixed_from then month - stop - coalesce(not_due, 0)
            when group_start + months_in_group - 1 <= ended_month then month - stop
            else greatest(group_start - 1 - stop, 0)
        end as run
    from ended
),

walked as (
    select
        person_id,
        month,
        span_id,
        months_in_group,
        stated,
        registered,
        registered_before,
        registered_ever_before,
        paid_recently,
        due_from,
        paid,
        paid_amount,
        base,
        last_base,
        run,
        coalesce(lag(run) over history, 0) as run_before,
        on_time_so_far - coalesce(lag(on_time_so_far, 12) over history, 0)
        + coalesce(sum(density_paid) over history, 0) as density_paid,
        counted_so_far - coalesce(lag(counted_so_far, 12) over history, 0)
        + coalesce(sum(density_due) over history, 0) as density_due,
        coalesce(sum(repairable_months) over history, 0) as repairable_months,
        coalesce(sum(repairable_amount) over history, 0) as repairable_amount
    from counted
    window history as (partition by person_id order by month)
),

now as (
    select
        walked.person_id,
        walked.month,
        walked.span_id,
        walked.months_in_group,
        walked.stated,
        walked.last_base,
        walked.registered,
        walked.registered_before,
        walked.run,
        walked.run_before,
        walked.registered * (1 - walked.registered_ever_before) as new,
        walked.registered * (1 - walked.registered_before) * walked.registered_ever_before as returned,
        (1 - walked.registered) * walked.registered_before as lost,
        walked.registered * walked.paid as paying,
        walked.registered * case when walked.paid = 1 or walked.due_from <= night.month then 1 else 0 end as due,
        walked.registered * case when walked.paid = 0 and walked.due_from > night.month then 1 else 0 end as awaiting,
        walked.registered * case when span.status = '2' then 1 else 0 end as admin_suspended,
        walked.paid_recently,
        walked.repairable_months,
        walked.registered * walked.density_paid as density_paid,
        walked.registered * walked.density_due as density_due,
        case when walked.registered * walked.paid = 1 then walked.base end as base,
        walked.repairable_amount,
        coalesce(assessed_month.amount, 0) as assessed_amount,
        coalesce(walked.paid_amount, 0) as paid_amount,
        least(greatest(coalesce(walked.paid_amount, 0), 0), coalesce(assessed_month.amount, 0))
            as assessed_paid_amount,
        coalesce(arrears.amount_1, 0) as amount_1,
        coalesce(arrears.amount_2, 0) as amount_2,
        coalesce(arrears.amount_3, 0) as amount_3,
        coalesce(arrears.amount_4, 0) as amount_4,
        coalesce(arrears.amount_5, 0) as amount_5,
        coalesce(arrears.amount_6, 0) as amount_6,
        coalesce(arrears.new_amount, 0) as arrears_new_amount,
        coalesce(arrears.cleared_amount, 0) as arrears_cleared_amount
    from walked
    cross join staging.night
    inner join facts.span on walked.span_id = span.span_id
    left join facts.assessed_month
        on walked.person_id = assessed_month.person_id and walked.month = assessed_month.month
    left join facts.arrears on walked.person_id = arrears.person_id and walked.month = arrears.month
    where
        walked.month >= night.first_shown
        and (
            walked.registered = 1 or walked.registered_before = 1 or walked.paid_amount is not null
            or assessed_month.amount <> 0 or walked.repairable_months > 0 or arrears.person_id is not null
        )
)

select * from now
union all
select * from facts.cell_ahead
order by month
