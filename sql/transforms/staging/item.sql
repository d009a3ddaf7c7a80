-- An empty item counts; any other counts when it contains a word of the scope.
with delivered as (
    select coalesce(item, '') as item from landed.receipts
    union
    select coalesce(item, '') as item from landed.assessments
)

select
    item,
    case
        when item = '' then 1
        when exists (select 1 from staging.scope_word where position(scope_word.word in delivered.item) > 0) then 1
        else 0
    end as in_scope
from delivered
