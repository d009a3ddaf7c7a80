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
left join staging.assessment_version
    on assessments.delivery = assessment_version.delivery and assessments.line = assessment_version.line
where
    coalesce(assessment_version.fate, 'loaded') = 'loaded'
    and assessments.status = '有效'
    and (assessments.kind <> '补差' or night.top_up = 'mandatory')
