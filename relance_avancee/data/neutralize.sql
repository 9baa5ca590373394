-- a copied database never writes to customers
UPDATE res_company SET dunning_mode = 'simulation', dunning_test_email = NULL;
UPDATE dunning_action SET state = 'cancelled', reason_code = 'neutralized',
       reason = 'Cancelled in the copy of the database.'
 WHERE state IN ('planned', 'to_approve');
UPDATE dunning_action_line line SET state = action.state
  FROM dunning_action action
 WHERE action.id = line.action_id AND line.state IS DISTINCT FROM action.state;
