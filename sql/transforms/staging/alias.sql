-- All numbers that one 个人编号 has had, and numbers linked through others, are one person,
-- known by the number delivered last among them.
with recursive known as (
    select
        register.person_number,
        register.identity,
        delivery.place,
        register.line
    from landed.register
    inner join staging.delivery on register.delivery = delivery.delivery
    cross join staging.night
    where register.person_number is not null and register.change_date <= night.business_date
),

changed as (
    select person_number from known
    group by person_number
    having min(identity) <> max(identity)
),

held as (
    select distinct known.person_number, known.identity
    from known
    inner join changed on known.person_number = changed.person_number
),

linked as (
    select identity, identity as reached from held
    union
    select linked.identity, beyond.identity as reached
    from linked
    inner join held as here on linked.reached = here.identity
    inner join held as beyond on here.person_number = beyond.person_number
),

last_said as (
    select
        linked.identity,
        linked.reached,
        row_number() over (
            partition by linked.identity order by known.place desc, known.line desc
        ) as choice
    from linked
    inner join known on linked.reached = known.identity
)

select identity, reached as canonical
from last_said
where choice = 1
