-- Arrears by age, described as the person is at T.
with aged as (
    select arrears.person_id, arrears.month, age.arrears_age,
        case age.position
            when 1 then amount_1 when 2 then amount_2 when 3 then amount_3
            when 4 then amount_4 when 5 then amount_5 else amount_6
        end as amount
    from facts.arrears
    cross join staging.arrears_age as age
)

select
    cell.person_id, cell.month, cell.district, cell.subdistrict, cell.community, cell.worker_type, cell.attribution,
    cell.sex, cell.age_band, cell.past_age, cell.tier, cell.pay_frequency, cell.frequency_basis, cell.hukou,
    cell.subsidy, cell.suspension_length, cell.change_reason, aged.arrears_age, 1 as arrears_persons,
    aged.amount as arrears_amount
from aged
inner join marts.person_month as cell
    on aged.person_id = cell.person_id and aged.month = cell.month and cell.persons = 1
where aged.amount > 0
order by cell.month, cell.community
