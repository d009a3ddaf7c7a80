-- Every cell placed by the chain (assignment, register, roster, unknown code, street) and described at T.
-- Money that came through another street than the one that places the person has rows of its own.
with located as (
    select
        cell.*,
        street_money.subdistrict || '000' as street,
        case when street_money.subdistrict is null then 1 else 0 end as persons,
        case when street_money.subdistrict is null then cell.paid_amount else 0 end
        + coalesce(street_money.amount, 0) as money,
        amount_1 + amount_2 + amount_3 + amount_4 + amount_5 + amount_6 as arrears_amount
    from facts.cell
    left join facts.street_money on cell.person_id = street_money.person_id and cell.month = street_money.month
),

described as (
    select
        located.*,
        span.hukou,
        span.change_reason,
        person.sex,
        coalesce(
            located.street, span.community, roster_place.community, span.unassigned,
            street_place.subdistrict || '000', '000000000000'
        ) as community,
        case
            when located.street is not null then 'street'
            when span.attribution is not null then span.attribution
            when roster_place.community is not null then 'roster'
            when span.unassigned is not null or street_place.subdistrict is not null then 'street'
            else 'none'
        end as attribution,
        case
            when span.in_register = 0 then '99'
            when span.worker_type < '98' then span.worker_type
            else coalesce(roster_place.worker_type, span.worker_type)
        end as worker_type,
        case
            when month_end.day < span.subsidy_from or month_end.day > span.subsidy_to then 0
            when span.subsidy_from is null then 0 else 1
        end as subsidy,
        case when month_end.t_month > person.retirement_month then 1 else 0 end as past_age,
        month_end.t_month - person.birth_month
        - case when extract(day from person.birth_date) > extract(day from month_end.day) then 1 else 0 end
            as age_months,
        case
            when located.last_base > 0 and located.last_base % 10000000000 <> 9999999999
                then located.last_base % 10000000000 * 10
        end as tier_base,
        base_limit.average_wage as wage
    from located
    inner join facts.month_end on located.month = month_end.month
    inner join facts.span on located.span_id = span.span_id
    inner join facts.person on located.person_id = person.person_id
    left join staging.base_limit on cast((located.month - located.month % 12) / 12 as integer) = base_limit.year
    left join facts.roster_place
        on located.person_id = roster_place.person_id and month_end.t_month = roster_place.month
    left join facts.street_place
        on
            located.person_id = street_place.person_id
            and month_end.t_month between street_place.from_month and street_place.to_month
),

tiered as (
    select
        described.*,
        case
            when tier_base is null or wage is null then 'U'
            when tier_base <= wage * 605 then '60'
            when tier_base <= wage * 705 then '70'
            when tier_base <= wage * 805 then '80'
            when tier_base <= wage * 1005 then '100'
            when tier_base <= wage * 1505 then '150'
            when tier_base <= wage * 2005 then '200'
            when tier_base <= wage * 3005 then '300'
            else '300+'
        end as tier
    from described
)

select
    person_id, month, substr(community, 1, 6) as district, substr(community, 1, 9) as subdistrict, community,
    worker_type, attribution, sex,
    case
        when age_months is null then 'U' when age_months < 192 then '-15' when age_months < 300 then '16-24'
        when age_months < 420 then '25-34' when age_months < 540 then '35-44' when age_months < 600 then '45-49'
        when age_months < 660 then '50-54' else '55+'
    end as age_band,
    past_age, tier,
    case months_in_group when 1 then 'M' when 3 then 'Q' when 6 then 'H' else 'Y' end as pay_frequency,
    case when stated = 1 then 'stated' else 'inferred' end as frequency_basis, hukou, subsidy,
    case
        when run <= 2 then cast(run as text) when run <= 5 then '3-5' when run <= 11 then '6-11'
        when run <= 23 then '12-23' else '24+'
    end as suspension_length,
    change_reason, registered * persons as registered, registered_before * persons as registered_before,
    run, run_before, persons, new * persons as new, returned * persons as returned, lost * persons as lost,
    paying * persons as paying, due * persons as due, awaiting * persons as awaiting,
    admin_suspended * persons as admin_suspended, paid_recently * persons as paid_recently,
    case when repairable_months > 0 then persons else 0 end as repairable_persons,
    repairable_months * persons as repairable_months, repairable_amount * persons as repairable_amount,
    assessed_amount * persons as assessed_amount, money as paid_amount,
    assessed_paid_amount * persons as assessed_paid_amount,
    case when arrears_amount > 0 then persons else 0 end as arrears_persons,
    arrears_amount * persons as arrears_amount, (amount_5 + amount_6) * persons as arrears_over_12m_amount,
    arrears_new_amount * persons as arrears_new_amount, arrears_cleared_amount * persons as arrears_cleared_amount,
    coalesce(base, 0) * persons as base_amount, case when base is not null then persons else 0 end as base_persons,
    case when base is not null and tier = '60' then persons else 0 end as lowest_tier_persons,
    density_paid * persons as density_paid, density_due * persons as density_due,
    amount_1 * persons as arrears_1_30, amount_2 * persons as arrears_31_90, amount_3 * persons as arrears_91_180,
    amount_4 * persons as arrears_181_365, amount_5 * persons as arrears_366_730, amount_6 * persons as arrears_731
from tiered
