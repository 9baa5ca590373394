"""How people answer reminders in Spanish; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "el la los las un una de del y es nosotros usted yo su nuestra no que para "
    "en con por hola gracias favor factura pago mi se ha hemos al lo le pagado "
    "transferencia esta buenos ya"
)

NAMES = {
    "pay": r"(?:pagos?|transferencias?|cheques?|ingresos?|abono)",
}

RULES = {
    "insolvency": Rule(
        told=(
            r"\bces(?:amos|e|o|ado) <3>actividad",
            r"\bdisolucion\b",
            r"\bdisuelt[oa]\b",
            r"\bcerrado (?:la empresa|el negocio)",
            r"\bliquidando\b",
            r"\bconcurso (?:de acreedores|voluntario|necesario)",
            r"\ben concurso\b",
            r"\bconcursal\b",
            r"\binsolven",
            r"\b(?:en|proceso de) (?:quiebra|liquidacion|bancarrota)\b",
            r"\bquiebra\b",
            r"\bbancarrota\b",
            r"\bsuspension de pagos\b",
            r"\bpreconcurso\b",
            r"\bliquidador\b",
        ),
        unless=(r"\b(?:evitar|si no|riesgo)\b",),
    ),
    "dispute": Rule(
        told=(
            (
                r"\b(?:tecnico|instalador|operario|repartidor|comercial)\w* <4>(?:tenia "
                r"que|debia|no|nunca)\b"
            ),
            r"\bseguimos esperando\b(?!.*factura)",
            r"\bchapuza",
            r"\bdesistimiento",
            r"\bnunca (?:llego|ha llegado|se realizo)\b",
            r"\bno (?:llego|se realizo|funciono)\b",
            r"\b(?:anticipo|senal) <4>(?:no|descont)",
            r"\bolvidad\w* <1>(?:descontar|aplicar)",
            r"\b(?:presupuesto|contrato) <3>(?:era|decia|dice|firmado)\b",
            r"\bexijo\b",
            r"\bme niego\b",
            r"\bnos negamos\b",
            r"\b(?:precio|tarifa|importe|cantidad|total)s? <5>no (?:es|son|era)\b",
            (
                r"\b(?:retenemos|retengo|suspendemos|suspendo|bloqueamos|paramos|"
                r"paralizamos) <3>pagos?"
            ),
            (
                r"\bno (?:eran|son|era|es) <3>(?:que|lo que) <3>(?:pedid|acord|contrat|"
                r"encarg|pedimos)\w*"
            ),
            r"\baunque\b(?=.*\b(?:solo|empez|acord|pedid)\w*)",
            r"\bhasta que se aclare",
            r"\b(?:sigue|siguen|continua) <1>(?:fallando|sin funcionar|averiad|roto)",
            r"\b(?:fallos?|averia|caidas?|no funciona\w*)\b",
            (
                r"\b(?:cuando|hasta que|en cuanto) .{0,40}\b(?:funcion|arregl|repar|"
                r"termin|entreg|llegu|resuelv|complet)\w*"
            ),
            r"\b(?:indebid|injustificad|abusiv)[oa]s?\b",
            r"\bestafa\b",
            r"\bpor que <4>(?:cobr|factur)\w*",
            r"\breembols",
            r"\bno procede\b",
            r"\bno debemos\b",
            (
                r"\b(?:descuento|rebaja|bonificacion)\b(?=.*\b(?:no|falta|acordad\w*|"
                r"prometid\w*|sin|olvid\w*)\b)"
            ),
            (
                r"\b(?:problema|incidencia|diferencia)s? <3>(?:entrega|pedido|factura|"
                r"importe|calidad|mercancia)"
            ),
            r"\b(?:rayad|vaci|caducad|manchad|golpead|incomplet)[oa]s?\b",
            r"\b(?:no|nunca) <2>(?:compr|pedimos|contrat|firm)\w*",
            r"\bno es (?:nuestra|para nosotros|mia)\b",
            r"\b(?:corregir|corrijan|rectificar|modificar|rehacer)\b",
            r"\bno (?:coincide|cuadra|corresponde)n?\b",
            r"\b(?:ustedes )?nos deben\b",
            r"\bhasta que <4>(?:arregl|repar|termin|entreg|resuelv)\w*",
            r"\bno (?:estoy|estamos|esta) <1>(?:de acuerdo|conforme)",
            r"\bdisconform",
            r"\bdesacuerdo",
            r"\bdiscrepan",
            r"\breclam(?:amos|o|acion|ar)\b(?! (?:el|de) pago)",
            r"\bdisput",
            r"\ben litigio\b",
            r"\bimpugn",
            (
                r"\b(?:el|un|su|del) abono\b(?= (?:pendiente|de|que|correspond|por)|[.,]|"
                r"$)"
            ),
            r"\bfactura rectificativa",
            r"\bnota de (?:credito|abono)",
            r"\brecibamos el abono",
            r"\bdefectuos",
            r"\b(?:rot[oa]s?|danad[oa]s?|averiad[oa]s?|estropead[oa]s?)\b",
            r"\bdefectos?\b",
            (
                r"\b(?:nunca|no) (?:se )?(?:ha|han|hemos|he|fue|fueron|nos)? "
                r"?<2>(?:entregad|pedid|solicitad|contratad|prestad|terminad|llegad|"
                r"realizad|recibido (?:la|el|los|las) (?:mercancia|pedido|producto|"
                r"material|genero))"
            ),
            (
                r"\b(?:cobrado|facturado|cargado|factura(?:da)?) <1>(?:dos veces|por "
                r"duplicado|duplicad)"
            ),
            r"\bduplicad[oa]\b(?! de)",
            (
                r"\b(?:importe|precio|factura|cantidad|iva)\b.{0,30}\b(?:incorrect|"
                r"erroneo|erronea|equivocad|no es correct|no coincide|no corresponde|"
                r"mal\b|esta mal|no cuadra)"
            ),
            r"\berror(?:es)? en (?:la|el|su|los)\b",
            r"\ben (?:lugar|vez) de\b",
            (
                r"\b(?:cancel|anul|rescind|baja)\w* <3>(?:contrato|pedido|factura|"
                r"suscripcion|servicio)\b"
            ),
            (
                r"\bno (?:vamos a|voy a|pensamos|pagaremos|pagare)(?: pagar)?\b(?! hasta "
                r"el \d| antes)"
            ),
            r"\bdevuelto (?:la|el|los)",
            r"\bla hemos devuelto",
            r"\bdevolucion\b",
            r"\bfaltan? (?!(?:la|una|su) factura)",
            r"\bqueja\b",
            r"\bno (?:estamos|estoy) satisfech",
            r"\bno funciona",
        ),
    ),
    "paid": Rule(
        told=(
            (
                r"\bse (?:pago|abono|hizo|realizo|efectuo|transfirio|liquido|envio|"
                r"cargo)\b"
            ),
            (
                r"\b(?:les|le|os) <1>(?:hicimos|hice|mandamos|enviamos|pagamos|"
                r"transferimos) <4>(?:transferencia|pago|cheque|euros|\d|€|importe)"
            ),
            r"\bnuestr[ao] (?:transferencia|pago) del\b",
            r"\bdomiciliad",
            r"\brecibo cobrado",
            (
                r"\b(?:salio|salieron|cargad[oa]|cobrad[oa]|descontad[oa]) <4>(?:cuenta|"
                r"banco|tarjeta)"
            ),
            r"\b(?:importe|dinero|cargo) <5>salio\b",
            r"\b(?:ya )?esta (?:pagad|hech|abonad|liquidad)[oa]\b",
            r"\bpagado\b",
            r"\bpagamos\b",
            r"\bpague\b",
            r"\ben efectivo\b",
            (
                r"\b(?:pagad[oa]s?|abonad[oa]s?|liquidad[oa]s?|saldad[oa]s?|"
                r"transferid[oa]s?|ingresad[oa]s?)\b"
            ),
            (
                r"\b(?:realizamos|hicimos|hice|efectuamos|enviamos|realice|efectue|"
                r"pagamos|pague|abonamos|hizo|realizo)\b <6>(?:<pay>|factura|ayer|el "
                r"\w+)\b"
            ),
            (
                r"\b(?:hemos|he|ha|han) (?:ya )?(?:hecho|realizado|efectuado|enviado|"
                r"ordenado|emitido|mandado|tramitado) <5><pay>"
            ),
            (
                r"\b<pay> <4>(?:realizad|hech|efectuad|enviad|emitid|ordenad|salio|fue|"
                r"ejecutad)\w*"
            ),
            (
                r"\b(?:justificante|comprobante|resguardo) (?:de |del )?(?:pago|"
                r"transferencia)?"
            ),
            r"\bacab(?:o|amos) de (?:pagar|hacer|realizar|transferir)",
        ),
        unless=(
            r"\b(?:no|nunca|nada|sin|aun no|todavia no|ni)\b",
            (
                r"\b(?:sera|seran|cuando|si|una vez|antes de|va a|vamos a|prevista?o?|"
                r"hasta)\b"
            ),
        ),
        asked=(r"\brecibido (?:nuestr[ao]|mi|la|el) (?:pago|transferencia)",),
        by_clause=True,
        dated=(r"\b(?:resuelto|arreglado|hecho|solucionado|tramitado)\b",),
    ),
    "plan": Rule(
        told=(
            r"\b\d{1,2} ?x ?\d",
            r"\bnecesit\w+ <2>(?:mas (?:tiempo|dias)|dias mas)",
            r"\bsolo puedo pagar",
            r"\bpagos mensuales\b",
            r"\b(?:dos|tres|cuatro|cinco|seis|\d{1,2}) (?:pagos|plazos|cuotas)\b",
            (
                r"\b(?:mover|cambiar|retrasar|posponer|ampliar) <4>(?:fecha|vencimiento|"
                r"plazo|pago)"
            ),
            (
                r"\b(?:esperar|esperen|espere|aguardar)\b(?=.*\b(?:hasta|unos|dias|"
                r"semanas|mediados|fin|mes)\b)"
            ),
            r"(?:\d|€|euros?) (?:a la|por|cada) semana",
            r"\bllegar a un acuerdo\b",
            r"\bfacilidades\b",
            r"\bpoco a poco\b",
            r"\brepartir\w*\b",
            r"\bpagar <1>mas (?:tarde|adelante)",
            (
                r"\ben (?:dos|tres|cuatro|cinco|seis|varios|\d{1,2}) (?:plazos?|pagos|"
                r"cuotas|veces|partes|mensualidades)\b"
            ),
            r"\bplazos\b",
            r"\bcuotas\b",
            r"\bfraccion",
            r"\baplazamiento",
            r"\baplazar",
            r"\bprorroga",
            r"\bmoratoria",
            r"\b(?:al|por|cada|/) ?mes\b(?=.*|$)",
            r"\bmensual",
            r"\bplan de pagos?\b",
            r"\bcalendario de pagos",
            r"\bmas (?:tiempo|plazo)\b",
            r"\bpoco (?:mas )?de tiempo",
            r"\bla mitad\b.{0,60}\b(?:resto|mitad)\b",
        ),
        unless=(
            r"\b(?:fin|final|finales) de(?:l)? mes\b(?!.*(?:plazo|cuota|mitad))",
            r"\bsegun el (?:plan|calendario)",
        ),
        dated=(
            r"\b(?:posible|aplaz\w*|dejarlo|esperar|podemos|podriamos|puedo|hasta)\b",
        ),
    ),
    "promise": Rule(
        told=(
            (
                r"\bse (?:pagara|abonara|realizara|efectuara|liquidara|transferira|"
                r"ingresara)n?\b"
            ),
            r"\bsera(?:n)? <1>(?:pagad|abonad|liquidad|transferid)[oa]s?\b",
            r"\b(?:proxima|siguiente) remesa\b",
            r"\b(?:pago|transferencia) <3>(?:lo antes posible|en breve|cuanto antes)\b",
            r"\b(?:pagare|pagaremos|pagar) <1>(?:lo antes posible|cuanto antes)",
            (
                r"\b(?:lo|la|el dinero|el pago) <1>(?:tienen|tendran|tendra|tiene|"
                r"recibiran) <3>(?:en su cuenta|ustedes|alli)"
            ),
            r"\btendran? <3>(?:dinero|pago|transferencia|importe)",
            (
                r"\ble(?:s)? (?:llegara|enviare|enviaremos|mando|mandaremos) <3>(?:pago|"
                r"transferencia|dinero|cheque)"
            ),
            r"\b(?:prometo|me comprometo|nos comprometemos)\b",
            (
                r"\b(?:pagaremos|pagare|pagara|abonaremos|abonare|transferiremos|"
                r"liquidaremos|realizaremos|realizare|efectuaremos|saldaremos|"
                r"ingresaremos|haremos|hare) (?=\S|$)"
            ),
            r"\b(?:pagaremos|pagare|abonaremos|liquidaremos)\b",
            (
                r"\b(?:vamos a|voy a|va a|pensamos|esperamos|prevemos|espero|podremos|"
                r"podre) <2>(?:pagar|abonar|transferir|hacer (?:el|la|un|una) <pay>|"
                r"realizar|liquidar|efectuar)"
            ),
            (
                r"\b(?:le|les|os|te|se lo) (?:hago|hacemos|pago|pagamos|transfiero|"
                r"transferimos|envio|enviamos|ingreso|abono|abonamos)\b"
            ),
            (
                r"\b(?:el |la )?(?:<pay>|factura) <4>(?:esta <1>(?:previst|programad|"
                r"planificad)\w*|previst\w*|programad\w*|se (?:realizara|hara|efectuara|"
                r"abonara|pagara)|saldra|sera|seran|se hara|llegara)"
            ),
            r"\bremesa de pagos",
            r"\bproximo pago\b",
            r"\blo haremos\b",
            r"\bse lo pago\b",
            r"\brecibiran? <3>(?:pago|transferencia)",
            (
                r"\b(?:manana|hoy|lunes|martes|miercoles|jueves|viernes)\b <3>(?:pago|"
                r"pagamos|hago|hacemos|transfiero)\b"
            ),
        ),
        unless=(
            r"\bno (?:pagaremos|pagare|vamos a pagar)\b",
            (
                r"\b(?:cuando|en cuanto|una vez) <2>(?:recibamos|reciba|tengamos|nos|me|"
                r"hayamos)"
            ),
            r"\bal recibir\b",
        ),
        dated=(
            (
                r"\b(?:arreglo|arreglamos|soluciono|solucionamos|hago|hacemos|encargo|"
                r"encargamos|gestiono|regularizo)\b"
            ),
            r"\bfirm\w+\b(?=.*(?:cheque|pago|transferencia))",
            r"\b(?:dinero|pago|transferencia|nomina)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\bcual es su <1>(?:iban|cuenta|numero)",
            r"\ba que cuenta\b",
            r"\bno (?:hemos|he) recibido nada\b",
            r"\bnada recibido\b",
            r"\bdonde (?:puedo|podemos) <1>(?:encontrar|descargar)",
            r"\bfactura <3>(?:perdid|extraviad|falta)\w*",
            r"\b(?:envi|mand|remit)\w* <3>(?:documento|documentacion)",
            r"\b(?:volver a|vuelva a|vuelvan a) (?:mandar|enviar|remitir)",
            r"\bno (?:viene|habia|hay) <1>(?:adjunt|archivo|fichero)",
            r"\b(?:de )?que factura\b",
            r"\bcual factura\b",
            r"\bno (?:la|lo) (?:encuentr|localiz|ve|tengo|tenemos)\w*",
            (
                r"\b(?:confirm|indi[cq]u|dar|dig)\w*\b.{0,30}\b(?:numero de cuenta|iban|"
                r"datos bancarios|cuenta bancaria)"
            ),
            (
                r"\b(?:no|nunca)\b.{0,30}\b(?:recib|encontr|tenemos|tengo|llegad|localiz|"
                r"consta)\w*\b.{0,30}\bfacturas?\b"
            ),
            r"\bfacturas?\b.{0,30}\b(?:no|nunca) <3>(?:llegad|recibid)",
            r"\b(?:copia|duplicado) de\b",
            r"\buna copia\b",
            (
                r"\b(?:re)?(?:envi|mand|facilit|remit|proporcion|"
                r"pas)\w*\b.{0,50}\b(?:factura|copia|duplicado|cuenta|iban|extracto|"
                r"albaran|justificante|datos bancarios|detalle)\b(?<!adjunto justificante)"
            ),
            r"\bfactura\b.{0,40}\b(?:re)?enviar\b",
            (
                r"\b(?:necesit|falta)\w*\b.{0,30}\b(?:la factura|una copia|su iban|"
                r"albaran|datos bancarios|numero de cuenta|extracto)"
            ),
        ),
        unless=(r"\b(?:en adelante|a partir de ahora|futuras facturas)\b",),
    ),
    "contact": Rule(
        told=(
            r"\bjubilad[oa]\b",
            r"\b(?:vendido|traspasado) (?:la|el|nuestra) (?:empresa|negocio)",
            r"\b(?:esta|este) (?:direccion|correo|buzon) (?:ya )?no\b",
            r"\b(?:nuestro|mi) (?:abogado|asesor|gestor|contable)\b",
            r"\bescriban? a\b",
            r"\b(?:lo|la|eso|esto) (?:lleva|gestiona|tramita|maneja)\b",
            r"\bse (?:encarga|ocupa)\b",
            r"\bhablen? con (?!migo|nosotros)",
            r"\b(?:la |nuestra )?(?:gestoria|asesoria|casa matriz|sede|central)\b",
            r"\bfalleci",
            r"\bde baja\b.{0,40}\b(?:sustitu|contact)",
            r"\bherederos\b",
            r"\bya no (?:trabaj|soy|esta|llevo|me encargo|pertene|form)\w*",
            (
                r"\b(?:equivocad[oa]|error|confundid[oa]) (?:de|con) (?:la |el "
                r")?(?:persona|empresa|destinatario|direccion|cliente)"
            ),
            r"\bpersona (?:equivocada|incorrecta)",
            r"\bdireccion equivocada",
            (
                r"\b(?:contacte|contacten|contactar|pongase en contacto|ponganse en "
                r"contacto|dirijase|dirijanse|dirigirse|hable|hablen|consulte|escriba|"
                r"escriban|llame a)\b(?! conmigo| me)"
            ),
            r"\bno (?:soy|es) <3>(?:responsable|encargad|competencia|la persona)",
            (
                r"\b(?:reenvio|reenviado|he pasado|paso|traslado|remito) <5>(?:compan|"
                r"departamento|contabilidad|administracion|mensaje|correo|responsable)"
            ),
            r"\bnuev[oa] (?:responsable|contacto|persona)",
            r"\bsustitut[oa]\b",
            r"\bno (?:me|nos) corresponde",
            r"\bno conozco (?:esta|esa|a esta)",
            r"\bha dejado (?:la empresa|la compania)",
        ),
    ),
}
