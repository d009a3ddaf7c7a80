-- A delivered day replaces the day of the calendar library; the latest delivery wins.
with delivered as (
    select
        calendar.day,
        calendar.working,
        row_number() over (partition by calendar.day order by delivery.place desc, calendar.line desc) as newest
    from landed.calendar
    inner join staging.delivery on calendar.delivery = delivery.delivery
)

select day, working from delivered
where newest = 1
union all
select day, working from staging.shipped_workday
where day not in (select delivered.day from delivered)
