-- warn
-- 18-character numbers whose check character is wrong (GB 11643-1999); the rows stay.
with numbered as (
    select identity
    from facts.person
    where identity ~ '^[0-9]{17}[0-9X]$'
),

weighed as (
    select
        identity,
        substr('10X98765432', 1 + (
            7 * cast(substr(identity, 1, 1) as integer) + 9 * cast(substr(identity, 2, 1) as integer)
            + 10 * cast(substr(identity, 3, 1) as integer) + 5 * cast(substr(identity, 4, 1) as integer)
            + 8 * cast(substr(identity, 5, 1) as integer) + 4 * cast(substr(identity, 6, 1) as integer)
            + 2 * cast(substr(identity, 7, 1) as integer) + 1 * cast(substr(identity, 8, 1) as integer)
            + 6 * cast(substr(identity, 9, 1) as integer) + 3 * cast(substr(identity, 10, 1) as integer)
            + 7 * cast(substr(identity, 11, 1) as integer) + 9 * cast(substr(identity, 12, 1) as integer)
            + 10 * cast(substr(identity, 13, 1) as integer) + 5 * cast(substr(identity, 14, 1) as integer)
            + 8 * cast(substr(identity, 15, 1) as integer) + 4 * cast(substr(identity, 16, 1) as integer)
            + 2 * cast(substr(identity, 17, 1) as integer)
        ) % 11, 1) as right_digit
    from numbered
)

select right_digit
from weighed
where substr(identity, 18, 1) <> right_digit
