-- What is known of each person: the latest register row that has the value, else the number itself.
-- Statutory retirement age since 2025: a month later for every 4 (women at 50: every 2) months of birth.
with said as (
    select
        person_id,
        (array_agg(name order by change_date desc) filter (where name is not null))[1] as name,
        (array_agg(phone order by change_date desc) filter (where phone is not null))[1] as phone,
        (array_agg(sex order by change_date desc) filter (where sex is not null))[1] as sex,
        (array_agg(birth_date order by change_date desc) filter (where birth_date is not null))[1] as birth_date,
        (array_agg(retirement_class order by change_date desc) filter (where retirement_class is not null))[1]
            as retirement_class,
        (array_agg(paid_months order by change_date desc) filter (where paid_months is not null))[1] as stated_months,
        max(change_date) filter (where paid_months is not null) as stated_on
    from staging.registration
    group by person_id
),

listed as (
    select person_id, max(name) as name from staging.roster group by person_id
),

numbered as (
    select
        person_id,
        canonical,
        case when canonical ~ '^[0-9]{17}[0-9A-Z]$' then 1 else 0 end as readable
    from staging.identity
    where identity = canonical
),

dated as (
    select
        *,
        case when readable = 1 then cast(substr(canonical, 7, 4) as integer) end as birth_year,
        case when readable = 1 then cast(substr(canonical, 11, 2) as integer) end as birth_month,
        case when readable = 1 then cast(substr(canonical, 13, 2) as integer) end as birth_day
    from numbered
),

own as (
    select
        person_id,
        canonical,
        case
            when readable = 0 then null
            when substr(canonical, 17, 1) in ('1', '3', '5', '7', '9') then 'M'
            else 'F'
        end as sex,
        case
            when
                birth_year >= 1800 and birth_month between 1 and 12 and birth_day >= 1
                and birth_day <= case
                    when birth_month in (4, 6, 9, 11) then 30
                    when birth_month <> 2 then 31
                    when birth_year % 4 = 0 and (birth_year % 100 <> 0 or birth_year % 400 = 0) then 29
                    else 28
                end
                then make_date(birth_year, birth_month, birth_day)
        end as birth_date
    from dated
),

known as (
    select
        own.person_id,
        own.canonical as identity,
        coalesce(said.name, listed.name) as name,
        said.phone,
        said.stated_months,
        said.stated_on,
        coalesce(said.sex, own.sex, 'U') as sex,
        coalesce(said.birth_date, own.birth_date) as birth_date,
        coalesce(
            said.retirement_class, case coalesce(said.sex, own.sex) when 'M' then 'M60' when 'F' then 'F55' end
        ) as retirement_class
    from own
    left join said on own.person_id = said.person_id
    left join listed on own.person_id = listed.person_id
),

counted as (
    select
        *,
        cast(extract(year from birth_date) * 12 + extract(month from birth_date) as integer) - 1 as born,
        case retirement_class when 'M60' then 720 when 'F55' then 660 when 'F50' then 600 end as age_months,
        case retirement_class when 'M60' then 23580 when 'F55' then 23640 when 'F50' then 23700 end as first_delayed,
        case retirement_class when 'F50' then 2 else 4 end as births_per_step,
        case retirement_class when 'F50' then 60 else 36 end as longest_delay
    from known
)

select
    person_id,
    identity,
    name,
    phone,
    sex,
    birth_date,
    born as birth_month,
    coalesce(born + 192, 0) as sixteenth_month,
    born + age_months + case
        when born < first_delayed then 0
        else least(
            longest_delay,
            cast(
                (born - first_delayed - (born - first_delayed) % births_per_step) / births_per_step + 1 as integer
            )
        )
    end as retirement_month,
    stated_months,
    cast(extract(year from stated_on) * 12 + extract(month from stated_on) as integer) - 1 as stated_month
from counted
