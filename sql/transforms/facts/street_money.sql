-- Where only streets place a person, money goes to the street of each receipt, and is missing where the person is.
with unplaced as (
    select
        cell.person_id,
        cell.month,
        street_place.subdistrict
    from facts.cell
    cross join staging.night
    inner join facts.span
        on cell.span_id = span.span_id and span.community is null and span.unassigned is null
    left join facts.roster_place
        on cell.person_id = roster_place.person_id and least(cell.month, night.month) = roster_place.month
    left join facts.street_place
        on
            cell.person_id = street_place.person_id
            and least(cell.month, night.month) between street_place.from_month and street_place.to_month
    where roster_place.community is null
),

moved as (
    select
        part.person_id,
        part.month,
        part.subdistrict,
        sum(part.amount) as amount
    from unplaced
    inner join facts.receipt_part as part on unplaced.person_id = part.person_id and unplaced.month = part.month
    where part.subdistrict <> coalesce(unplaced.subdistrict, '')
    group by part.person_id, part.month, part.subdistrict
)

select person_id, month, subdistrict, amount from moved
union all
select person_id, month, null, -sum(amount) from moved
group by person_id, month
