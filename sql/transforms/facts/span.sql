-- Days between changes of register, assignment or classification; the first register row also speaks for the time
-- before it.
with points as (
    select
        person_id,
        date '0001-01-01' as from_date,
        cast(null as date) as changed_on,
        cast(null as date) as assigned_on,
        cast(null as date) as classified_on
    from facts.person
    union all
    select person_id, change_date as from_date, change_date as changed_on, null as assigned_on, null as classified_on
    from staging.registration
    union all
    select person_id, effective_date as from_date, null as changed_on, effective_date as assigned_on, null
    from staging.assignment
    union all
    select person_id, effective_date as from_date, null as changed_on, null, effective_date as classified_on
    from staging.classification
),

merged as (
    select
        person_id,
        from_date,
        max(changed_on) as change_date,
        max(assigned_on) as assigned_on,
        max(classified_on) as classified_on
    from points
    group by person_id, from_date
),

bounded as (
    select
        person_id,
        from_date,
        max(change_date) over history as in_force_since,
        coalesce(max(change_date) over history, min(change_date) over (partition by person_id)) as change_date,
        max(assigned_on) over history as assigned_on,
        max(classified_on) over history as classified_on,
        lead(from_date) over history as next_date
    from merged
    window history as (partition by person_id order by from_date)
)

select
    row_number() over (order by bounded.person_id, bounded.from_date) as span_id,
    bounded.person_id,
    bounded.from_date,
    coalesce(bounded.next_date - 1, date '9999-12-31') as to_date,
    cast(extract(year from bounded.from_date) * 12 + extract(month from bounded.from_date) as integer) - 1
        as from_month,
    coalesce(
        cast(extract(year from bounded.next_date) * 12 + extract(month from bounded.next_date) as integer) - 2, 999999
    ) as to_month,
    case when bounded.in_force_since is null then 0 else 1 end as in_force,
    case when registered.person_id is null then 0 else 1 end as in_register,
    registered.status,
    coalesce(assigned.community, community.code) as community,
    case
        when assigned.community is not null then 'assignment'
        when community.code is not null then 'register'
    end as attribution,
    case when community.code is null then subdistrict.code || '000' end as unassigned,
    case
        when registered.person_id is null then '99'
        when registered.worker_type < '98' then registered.worker_type
        else coalesce(classified.worker_type, registered.worker_type, '99')
    end as worker_type,
    case registered.pay_frequency when 'M' then 1 when 'Q' then 3 when 'H' then 6 when 'Y' then 12 end
        as months_in_group,
    case
        when registered.hukou is null or registered.hukou = '' then 'U'
        when registered.hukou like '2102%' then 'local'
        else 'other'
    end as hukou,
    registered.subsidy_from,
    registered.subsidy_to,
    coalesce(registered.change_type, 'U') as change_reason
from bounded
left join staging.registration as registered
    on bounded.person_id = registered.person_id and bounded.change_date = registered.change_date
left join staging.assignment as assigned
    on bounded.person_id = assigned.person_id and bounded.assigned_on = assigned.effective_date
left join staging.classification as classified
    on bounded.person_id = classified.person_id and bounded.classified_on = classified.effective_date
left join staging.area as community on registered.community = community.code and community.level = '社区村'
left join staging.area as subdistrict
    on substr(registered.community, 1, 9) = subdistrict.code and subdistrict.level = '街道乡镇'
