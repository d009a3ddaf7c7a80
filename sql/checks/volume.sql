-- stop
-- A feed's rows of the nights since one was published against the mean of those before (volume_nights): off by a
-- factor (volume_factor).
with nights as (
    select
        delivery.feed,
        delivery.run,
        sum(delivery.rows_read) as rows_read,
        row_number() over (partition by delivery.feed order by delivery.run desc) as age
    from landed.delivery
    inner join landed.run on delivery.run = run.run
    group by delivery.feed, delivery.run
),

usual as (
    select feed, avg(rows_read) as mean_rows, count(*) as nights
    from nights
    where age between 2 and 1 + (select volume_nights from staging.night)
    group by feed
)

select nights.feed, nights.rows_read, usual.mean_rows
from nights
inner join usual on nights.feed = usual.feed
where
    nights.age = 1
    and nights.run > (
        select coalesce(max(landed.run.run), '') from landed.run
        where landed.run.outcome in ('published', 'kept')
    )
    and usual.nights = (select volume_nights from staging.night)
    and usual.mean_rows >= 100
    and (
        nights.rows_read > usual.mean_rows * (select volume_factor from staging.night)
        or nights.rows_read * (select volume_factor from staging.night) < usual.mean_rows
    )
