-- Only vouchers with more than one row need to be compared.
select assessments.voucher_number
from landed.assessments
inner join staging.delivery on assessments.delivery = delivery.delivery
group by assessments.voucher_number
having count(*) > 1
