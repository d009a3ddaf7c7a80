-- Fate of every assessment row.
select
    assessments.delivery,
    case
        when coalesce(assessment_version.fate, 'loaded') <> 'loaded' then assessment_version.fate
        when item.in_scope = 0 then 'out_of_scope'
        else 'loaded'
    end as fate,
    count(*) as rows,
    coalesce(sum(assessments.amount), 0) as amount
from landed.assessments
inner join staging.delivery on assessments.delivery = delivery.delivery
inner join staging.item on coalesce(assessments.item, '') = item.item
left join staging.assessment_version
    on assessments.delivery = assessment_version.delivery and assessments.line = assessment_version.line
group by 1, 2
