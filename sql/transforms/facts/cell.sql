-- Everything that is counted of a person and a month; months after d carry only money.
with joined as (
    select
        standing.*,
        coalesce(assessed_month.amount, 0) as assessed_amount,
        sum(case when standing.registered = 1 and standing.on_time_from is not null then 1 else 0 end) over year_before
        + coalesce(sum(month_event.density_paid) over history, 0) as density_paid,
        sum(
            case
                when
                    standing.registered = 1
                    and (standing.on_time_from is not null or standing.due_from = standing.month)
                    then 1
                else 0
            end
        ) over year_before
        + coalesce(sum(month_event.density_due) over history, 0) as density_due,
        coalesce(sum(month_event.repairable_months) over history, 0) as repairable_months,
        coalesce(sum(month_event.repairable_amount) over history, 0) as repairable_amount
    from facts.standing
    left join facts.assessed_month
        on standing.person_id = assessed_month.person_id and standing.month = assessed_month.month
    left join facts.month_event
        on standing.person_id = month_event.person_id and standing.month = month_event.month
    window
        history as (partition by standing.person_id order by standing.month),
        year_before as (
            partition by standing.person_id order by standing.month rows between 11 preceding and current row
        )
)

select
    joined.person_id,
    joined.month,
    joined.span_id,
    joined.months_in_group,
    joined.stated,
    joined.last_base,
    joined.registered,
    joined.registered_before,
    joined.run,
    joined.run_before,
    joined.registered * (1 - joined.registered_ever_before) as new,
    joined.registered * (1 - joined.registered_before) * joined.registered_ever_before as returned,
    (1 - joined.registered) * joined.registered_before as lost,
    joined.registered * joined.paid as paying,
    joined.registered * case when joined.paid = 1 or joined.due_from <= night.month then 1 else 0 end as due,
    joined.registered * case when joined.paid = 0 and joined.due_from > night.month then 1 else 0 end as awaiting,
    joined.registered * case when span.status = '2' then 1 else 0 end as admin_suspended,
    joined.paid_recently,
    joined.repairable_months,
    joined.registered * joined.density_paid as density_paid,
    joined.registered * joined.density_due as density_due,
    case when joined.registered * joined.paid = 1 then joined.base end as base,
    joined.repairable_amount,
    joined.assessed_amount,
    coalesce(joined.paid_amount, 0) as paid_amount,
    least(greatest(coalesce(joined.paid_amount, 0), 0), joined.assessed_amount) as assessed_paid_amount,
    coalesce(amount_1 + amount_2 + amount_3 + amount_4 + amount_5 + amount_6, 0) as arrears_amount,
    coalesce(amount_5 + amount_6, 0) as arrears_over_12m_amount,
    coalesce(arrears.new_amount, 0) as arrears_new_amount,
    coalesce(arrears.cleared_amount, 0) as arrears_cleared_amount
from joined
cross join staging.night
inner join facts.span on joined.span_id = span.span_id
left join facts.arrears on joined.person_id = arrears.person_id and joined.month = arrears.month
where
    joined.month >= night.first_shown
    and (
        joined.registered = 1 or joined.registered_before = 1 or joined.paid_amount is not null
        or joined.assessed_amount <> 0 or joined.repairable_months > 0 or arrears.person_id is not null
    )
union all
select * from facts.cell_ahead
