-- What each row delivered since the oldest version kept can change: of whom, which months, dated when; 1: it replaces
-- an older row. With it two versions' knowledge of a month can be told apart.
with replaced_ticket as (
    select distinct receipts.ticket_number
    from landed.receipts
    inner join staging.receipt_version
        on receipts.delivery = receipt_version.delivery and receipts.line = receipt_version.line
    where receipt_version.fate = 'superseded'
),

replaced_voucher as (
    select distinct assessments.voucher_number
    from landed.assessments
    inner join staging.assessment_version
        on assessments.delivery = assessment_version.delivery and assessments.line = assessment_version.line
    where assessment_version.fate = 'superseded'
),

delivered as (
    select
        receipts.delivery,
        receipts.identity,
        receipts.first_month,
        receipts.last_month,
        coalesce(receipts.treasury_date, receipts.pay_date) as dated,
        case when replaced_ticket.ticket_number is null then 0 else 1 end as correction
    from landed.receipts
    cross join staging.night
    left join replaced_ticket on receipts.ticket_number = replaced_ticket.ticket_number
    where receipts.delivery > night.changes_after
    union all
    select
        assessments.delivery,
        assessments.identity,
        assessments.month as first_month,
        999999 as last_month,
        make_date(
            cast((assessments.month - assessments.month % 12) / 12 as integer),
            cast(assessments.month % 12 + 1 as integer),
            1
        ) as dated,
        case when replaced_voucher.voucher_number is null then 0 else 1 end as correction
    from landed.assessments
    cross join staging.night
    left join replaced_voucher on assessments.voucher_number = replaced_voucher.voucher_number
    where assessments.delivery > night.changes_after
    union all
    select
        register.delivery,
        register.identity,
        0 as first_month,
        999999 as last_month,
        register.change_date as dated,
        case
            when exists (
                select 1 from landed.register as older
                where
                    register.identity = older.identity
                    and register.change_date = older.change_date
                    and older.delivery < register.delivery
            ) then 1
            else 0
        end as correction
    from landed.register
    cross join staging.night
    where register.delivery > night.changes_after
    union all
    select
        assignments.delivery,
        assignments.identity,
        0 as first_month,
        999999 as last_month,
        assignments.effective_date as dated,
        0 as correction
    from landed.assignments
    cross join staging.night
    where assignments.delivery > night.changes_after
    union all
    select
        classifications.delivery,
        classifications.identity,
        0 as first_month,
        999999 as last_month,
        classifications.effective_date as dated,
        0 as correction
    from landed.classifications
    cross join staging.night
    where classifications.delivery > night.changes_after
)

select distinct
    delivered.delivery,
    identity.person_id,
    delivered.first_month,
    delivered.last_month,
    cast(extract(year from delivered.dated) * 12 + extract(month from delivered.dated) as integer) - 1 as dated_month,
    delivered.dated,
    delivered.correction
from delivered
inner join staging.delivery on delivered.delivery = delivery.delivery
inner join staging.identity on delivered.identity = identity.identity
