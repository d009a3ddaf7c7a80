-- Quarantine without its values.
select
    delivery.feed, delivery.file_name, quarantine.column_name, quarantine.reason,
    count(*) as rows, sum(quarantine.amount) as amount, min(quarantine.line) as first_line
from landed.quarantine
inner join landed.delivery on quarantine.delivery = delivery.delivery
group by delivery.feed, delivery.file_name, quarantine.column_name, quarantine.reason
