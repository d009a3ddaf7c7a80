-- person_month without persons and traits.
select
    month, district, subdistrict, community, worker_type, attribution,
    registered, registered_before, run, run_before, sum(persons) as persons,
    sum(new) as new, sum(returned) as returned, sum(lost) as lost,
    sum(paying) as paying, sum(due) as due, sum(awaiting) as awaiting,
    sum(admin_suspended) as admin_suspended, sum(paid_recently) as paid_recently,
    sum(repairable_persons) as repairable_persons, sum(repairable_months) as repairable_months,
    sum(repairable_amount) as repairable_amount, sum(assessed_amount) as assessed_amount,
    sum(paid_amount) as paid_amount, sum(assessed_paid_amount) as assessed_paid_amount,
    sum(arrears_persons) as arrears_persons, sum(arrears_amount) as arrears_amount,
    sum(arrears_over_12m_amount) as arrears_over_12m_amount, sum(arrears_new_amount) as arrears_new_amount,
    sum(arrears_cleared_amount) as arrears_cleared_amount, sum(base_amount) as base_amount,
    sum(base_persons) as base_persons, sum(lowest_tier_persons) as lowest_tier_persons,
    sum(density_paid) as density_paid, sum(density_due) as density_due
from marts.person_month
group by
    month, district, subdistrict, community, worker_type, attribution, registered, registered_before, run, run_before
order by month, community
