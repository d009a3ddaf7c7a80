-- Who paid when for which month; money counted at another street than the person's says so.
select
    part.person_id, part.month, part.pay_date as day,
    cast(extract(year from part.treasury_date) * 12 + extract(month from part.treasury_date) as integer) - 1
        as treasury_month,
    part.amount,
    case when part.top_up = 0 then part.amount else 0 end as principal,
    part.base,
    case when part.has_base = 1 then coalesce(base_choice.place, 1) end as base_place,
    street_money.subdistrict || '000' as street
from facts.receipt_part as part
left join facts.base_choice
    on
        part.person_id = base_choice.person_id and part.month = base_choice.month
        and part.ticket_number = base_choice.ticket_number and part.line = base_choice.line
left join facts.street_money
    on
        part.person_id = street_money.person_id and part.month = street_money.month
        and part.subdistrict = street_money.subdistrict
order by part.month
