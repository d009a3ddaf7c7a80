-- The row with the latest 更新时间 replaces the voucher's others (equal times: the later delivered).
with repeated as (
    select
        assessments.*,
        delivery.place,
        coalesce(assessments.updated_at, cast(delivery.file_date as timestamp)) as effective_at
    from landed.assessments
    inner join staging.delivery on assessments.delivery = delivery.delivery
    inner join staging.repeated_voucher on assessments.voucher_number = repeated_voucher.voucher_number
),

placed as (
    select
        repeated.*,
        row_number() over (partition by voucher_number order by effective_at desc, place desc, line desc) as age,
        row_number() over (
            partition by
                voucher_number, identity, month, item, base, rate, amount, due_date, kind, status, updated_at
            order by effective_at desc, place desc, line desc
        ) as copy
    from repeated
)

select
    delivery,
    line,
    case when copy > 1 then 'duplicate' when age = 1 then 'loaded' else 'superseded' end as fate
from placed
