-- Current valid assessments in scope; top-ups only where they are mandatory.
select
    identity.person_id,
    assessments.month,
    assessments.amount,
    assessments.due_date
from landed.assessments
cross join staging.night
inner join staging.delivery on assessments.delivery = delivery.delivery
inner join staging.item on coalesce(assessments.item, '') = item.item and item.in_scope = 1
inner join staging.identity on assessments.identity = identity.identity
left join staging.assessment_version as replaced
    on assessments.delivery = replaced.delivery and assessments.line = replaced.line and replaced.fate <> 'loaded'
where
    replaced.line is null
    and assessments.status = '有效'
    and (assessments.kind <> '补差' or night.top_up = 'mandatory')
