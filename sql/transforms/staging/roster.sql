-- A later delivery of a community's month replaces the earlier one; a roster is in force until the next.
with dated as (
    select
        roster.community as roster_code,
        roster.roster_month,
        max(delivery.place) as place
    from landed.roster
    inner join staging.delivery on roster.delivery = delivery.delivery
    group by roster.community, roster.roster_month
),

in_force as (
    select
        roster_code,
        roster_month,
        place,
        coalesce(lead(roster_month) over (partition by roster_code order by roster_month), 999999) - 1 as to_month
    from dated
),

members as (
    select
        in_force.*,
        identity.person_id,
        roster.worker_type,
        roster.name,
        row_number() over (
            partition by in_force.roster_code, in_force.roster_month, identity.person_id order by roster.line desc
        ) as choice
    from in_force
    inner join staging.delivery on in_force.place = delivery.place
    inner join landed.roster
        on
            delivery.delivery = roster.delivery
            and in_force.roster_code = roster.community
            and in_force.roster_month = roster.roster_month
    inner join staging.identity on roster.identity = identity.identity
)

select
    members.roster_code,
    coalesce(community.code, subdistrict.code || '000', '000000000000') as community,
    members.roster_month as from_month,
    members.to_month,
    members.person_id,
    members.worker_type,
    members.name
from members
cross join staging.night
left join staging.area as community on members.roster_code = community.code and community.level = '社区村'
left join staging.area as subdistrict
    on substr(members.roster_code, 1, 9) = subdistrict.code and subdistrict.level = '街道乡镇'
where members.choice = 1 and members.roster_month <= night.month
