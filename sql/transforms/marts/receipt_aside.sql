-- Receipt rows that count nowhere, placed as those that count are: older versions and copies in scope, other items,
-- and what could not be read, which has no day, month or person but its file's.
with aside as (
    select
        case when coalesce(version.fate, 'loaded') = 'loaded' then 'out_of_scope' else version.fate end as fate,
        identity.person_id,
        receipts.ticket_number,
        receipts.item,
        receipts.treasury_date as day,
        cast(extract(year from receipts.treasury_date) * 12 + extract(month from receipts.treasury_date) as integer) - 1
            as month,
        receipts.office,
        receipts.kind,
        receipts.amount,
        street.subdistrict as street,
        receipts.first_month,
        receipts.last_month,
        receipts.delivery,
        receipts.line,
        coalesce(version.delivered, delivery.file_date) as delivered,
        case when version.fate = 'superseded' then greatest(version.replaced, version.delivered) end as replaced
    from landed.receipts
    cross join staging.night
    inner join staging.delivery on receipts.delivery = delivery.delivery
    inner join staging.item on coalesce(receipts.item, '') = item.item
    inner join staging.identity on receipts.identity = identity.identity
    left join staging.street on receipts.street = street.street
    left join staging.receipt_version as version
        on receipts.delivery = version.delivery and receipts.line = version.line
    where
        (item.in_scope = 0) = (coalesce(version.fate, 'loaded') = 'loaded')
        and receipts.treasury_date <= night.business_date
),

placed as (
    select
        aside.*,
        coalesce(
            span.community, roster_place.community, span.unassigned,
            aside.street || '000', street_place.subdistrict || '000', '000000000000'
        ) as community,
        case
            when span.attribution is not null then span.attribution
            when roster_place.community is not null then 'roster'
            when coalesce(span.unassigned, aside.street, street_place.subdistrict) is not null then 'street'
            else 'none'
        end as attribution,
        case
            when span.in_register = 1 and span.worker_type < '98' then span.worker_type
            when span.in_register = 1 then coalesce(roster_place.worker_type, span.worker_type)
            else '99'
        end as worker_type
    from aside
    left join facts.span on aside.person_id = span.person_id and aside.day between span.from_date and span.to_date
    left join facts.roster_place on aside.person_id = roster_place.person_id and aside.month = roster_place.month
    left join facts.street_place
        on
            aside.person_id = street_place.person_id
            and aside.day between street_place.from_date and street_place.to_date
)

select
    placed.fate, placed.person_id, placed.ticket_number, placed.item, placed.day, placed.month,
    substr(placed.community, 1, 6) as district, substr(placed.community, 1, 9) as subdistrict, placed.community,
    placed.worker_type, placed.attribution, coalesce(placed.office, 'U') as office, placed.kind, placed.amount,
    placed.street, placed.first_month, placed.last_month, placed.delivery, placed.line, placed.delivered,
    placed.replaced, null as reason
from placed
union all
select
    'quarantined' as fate, null as person_id, null as ticket_number, null as item, delivery.file_date as day,
    cast(extract(year from delivery.file_date) * 12 + extract(month from delivery.file_date) as integer) - 1 as month,
    '000000' as district, '000000000' as subdistrict, '000000000000' as community, '99' as worker_type,
    'none' as attribution, 'U' as office, null as kind, quarantine.amount, null as street, null as first_month,
    null as last_month, quarantine.delivery, quarantine.line, delivery.file_date as delivered, null as replaced,
    quarantine.reason
from landed.quarantine
inner join staging.delivery on quarantine.delivery = delivery.delivery and delivery.feed = 'receipts'
order by day
