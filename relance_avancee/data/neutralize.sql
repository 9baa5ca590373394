-- a copied database never writes to customers
UPDATE res_company SET dunning_mode = 'simulation', dunning_test_email = NULL,
       dunning_test_phone = NULL;
UPDATE dunning_action SET state = 'cancelled', reason_code = 'neutralized',
       reason = 'Cancelled in the copy of the database.'
 WHERE state IN ('planned', 'to_approve');
UPDATE dunning_action_line line SET state = action.state
  FROM dunning_action action
 WHERE action.id = line.action_id AND line.state IS DISTINCT FROM action.state;
UPDATE sms_sms SET state = 'canceled'
 WHERE state = 'outgoing' AND uuid IN (SELECT sms_uuid FROM dunning_action);
