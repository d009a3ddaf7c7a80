-- A street is known by code or by name, with or without 街道, 镇, 乡; of equal names the one still in force.
with named as (
    select
        code,
        regexp_replace(name, '(街道|镇|乡)$', '') as short_name,
        row_number() over (
            partition by regexp_replace(name, '(街道|镇|乡)$', '')
            order by case when successor is null or successor = '' then 0 else 1 end, code
        ) as choice
    from staging.area
    where level = '街道乡镇'
),

delivered as (
    select distinct street from landed.receipts where street is not null
)

select
    delivered.street,
    coalesce(by_code.code, named.code) as subdistrict
from delivered
left join staging.area as by_code on delivered.street = by_code.code and by_code.level = '街道乡镇'
left join named
    on regexp_replace(delivered.street, '(街道|镇|乡)$', '') = named.short_name and named.choice = 1
where coalesce(by_code.code, named.code) is not null
