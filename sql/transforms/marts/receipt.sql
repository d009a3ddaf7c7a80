-- Every receipt, placed where the person was at its treasury date, those in transit at their pay date:
-- by the chain, with the street of the receipt at hand before that of the latest one.
with dated as (
    select
        receipt.*,
        coalesce(receipt.treasury_date, receipt.pay_date) as day
    from staging.receipt
    cross join staging.night
    where receipt.treasury_date is not null or receipt.pay_date <= night.business_date
),

monthly as (
    select
        dated.*,
        cast(extract(year from day) * 12 + extract(month from day) as integer) - 1 as month
    from dated
),

placed as (
    select
        monthly.person_id,
        monthly.ticket_number,
        monthly.day,
        monthly.month,
        case when monthly.treasury_date is null then 1 else 0 end as in_transit,
        coalesce(
            span.community, roster_place.community, span.unassigned,
            monthly.subdistrict || '000', street_place.subdistrict || '000', '000000000000'
        ) as community,
        case
            when span.attribution is not null then span.attribution
            when roster_place.community is not null then 'roster'
            when coalesce(span.unassigned, monthly.subdistrict, street_place.subdistrict) is not null then 'street'
            else 'none'
        end as attribution,
        case
            when span.in_register = 0 then '99'
            when span.worker_type < '98' then span.worker_type
            else coalesce(roster_place.worker_type, span.worker_type)
        end as worker_type,
        span.in_register,
        coalesce(monthly.channel, '99') as channel,
        coalesce(monthly.office, 'U') as office,
        monthly.kind,
        monthly.amount,
        monthly.subdistrict as street,
        monthly.first_month,
        monthly.last_month,
        monthly.delivery,
        monthly.delivered
    from monthly
    inner join facts.span on monthly.person_id = span.person_id and monthly.day between span.from_date and span.to_date
    left join facts.roster_place on monthly.person_id = roster_place.person_id and monthly.month = roster_place.month
    left join facts.street_place
        on
            monthly.person_id = street_place.person_id
            and monthly.day between street_place.from_date and street_place.to_date
)

select
    placed.person_id, placed.ticket_number, placed.day, placed.month,
    substr(placed.community, 1, 6) as district, substr(placed.community, 1, 9) as subdistrict, placed.community,
    placed.worker_type, placed.attribution, placed.channel, placed.office, placed.kind,
    case when in_transit = 0 and kind <> '退收' then amount else 0 end as gross_amount,
    case when in_transit = 0 and kind = '退收' then -amount else 0 end as refunded_amount,
    case when in_transit = 0 and kind <> '退收' then 1 else 0 end as receipts,
    case when in_transit = 0 and kind <> '退收' and channel.contactless = 1 then 1 else 0 end as contactless,
    case
        when
            in_transit = 0 and kind <> '退收' and in_register = 1
            and attribution in ('assignment', 'register', 'roster')
            then 1
        else 0
    end as matched,
    case when in_transit = 1 then amount else 0 end as in_transit_amount,
    placed.street, placed.first_month, placed.last_month, placed.delivery, placed.delivered
from placed
left join marts.channel on placed.channel = channel.code
order by placed.day
