-- Only tickets with more than one row need to be compared.
select receipts.ticket_number
from landed.receipts
inner join staging.delivery on receipts.delivery = delivery.delivery
group by receipts.ticket_number
having count(*) > 1
