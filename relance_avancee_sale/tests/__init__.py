from . import test_field_doors, test_sale_order
