-- stop
-- rows read = loaded + superseded + duplicate + quarantined + out of scope + totals, and the same for money.
select file_name, rows_read, amount_read
from marts.delivery_account
where
    rows_read <> rows_loaded + rows_superseded + rows_duplicate + rows_quarantined + rows_out_of_scope + rows_total
    or amount_read <> amount_loaded + amount_superseded + amount_duplicate + amount_quarantined + amount_out_of_scope
