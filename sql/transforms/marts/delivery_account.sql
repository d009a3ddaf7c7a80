-- Every row read is accounted for, in rows and money, as of the latest landing.
select
    delivery.delivery, delivery.feed, delivery.file_name, delivery.file_date, delivery.rows_read,
    account.rows_loaded, account.rows_superseded, account.rows_duplicate, delivery.rows_quarantined,
    account.rows_out_of_scope, delivery.rows_total, delivery.amount_read, account.amount_loaded,
    account.amount_superseded, account.amount_duplicate, delivery.amount_quarantined, account.amount_out_of_scope
from landed.delivery
left join landed.account on delivery.delivery = account.delivery
order by delivery.delivery
